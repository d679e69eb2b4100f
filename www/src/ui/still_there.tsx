/* Asked a minute before an idle session ends. */
import { idleFor, stay } from "../app/idle";
import { signOut } from "../app/session";
import { ts } from "../strings/settings";
import { Button } from "./base";
import { Dialog } from "./float";

export default function StillThere() {
	return <Dialog title={ts.idle.title} onClose={stay} onSubmit={stay} foot={<><Button onClick={() => void signOut()}>{ts.idle.leave}</Button><Button kind="primary" type="submit" data-first="">{ts.idle.stay}</Button></>}>
		<p role="timer">{ts.idle.text(idleFor.value)}</p>
	</Dialog>;
}
