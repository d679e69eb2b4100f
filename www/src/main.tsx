import { render } from "preact";
import { useEffect } from "preact/hooks";
import { go, here, query } from "./app/router";
import { start, state } from "./app/session";
import { Shell } from "./app/shell";
import { Again, DoorFrame, Login, Unreachable } from "./pages/login";
import { ChangePassword } from "./pages/change_password";
import { Styleguide } from "./pages/guide_outside";
import { t } from "./strings";
import { lazy } from "./ui/lazy";

const HELP = "/help/sign-in";
const SignInHelp = lazy(t.trouble, () => import("./pages/sign_in_help"));

function App() {
	const now = state.value, path = here.value.path;
	useEffect(() => {
		if (now === "out" && path !== "/login" && path !== "/styleguide" && path !== HELP)
			go(`/login${path === "/" ? "" : `?next=${encodeURIComponent(path + here.value.search)}`}`, { replace: true });
		if (now === "in" && path === "/login") {
			const next = query.value.get("next");
			go(next && /^\/(?![/\\])/.test(next) ? next : "/", { replace: true });
		}
	}, [now, path]);
	if (path === HELP && now !== "starting") return <SignInHelp />;
	if (now === "starting") return <div class="starting" aria-busy="true" />;
	if (now === "unreachable") return <Unreachable />;
	if (now === "change_password") return <DoorFrame><ChangePassword forced /></DoorFrame>;
	if (now === "out") return path === "/styleguide" ? <Styleguide /> : <Login />;
	return <><Shell />{now === "expired" && <Again />}</>;
}

void start();
render(<App />, document.getElementById("app")!);
