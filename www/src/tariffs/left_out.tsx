/* What an import could not take over, with its place in the file. */
import { tariffWords } from "../strings/tariffs";

const w = tariffWords.left;
export const LeftOut = ({ of }: { of: { at: string; text: string }[] }) => <table class="table table-plain left-out"><caption class="vh">{w.title}</caption>
	<thead><tr><th scope="col">{w.at}</th><th scope="col">{w.text}</th></tr></thead>
	<tbody>{of.map((x, i) => <tr key={i}><td>{x.at || tariffWords.none}</td><td>{x.text}</td></tr>)}</tbody></table>;
