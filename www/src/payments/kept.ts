/* Whether the figures above the payments are shown: remembered in this browser. */
const NAME = "billport.payments.figures";
export const figuresHidden = () => { try { return localStorage.getItem(NAME) === "hidden"; } catch { return false; } };
export const keepFigures = (hidden: boolean) => { try { localStorage.setItem(NAME, hidden ? "hidden" : "shown"); } catch { /* private mode */ } };
