/* Taking a simulation away. */
import { call, url } from "../api/client";
import type { Simulation } from "../api/simulations";
import { changed } from "../app/data";
import { t } from "../strings";
import { simulationWords } from "../strings/simulations";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem } from "../ui/form";
import { useWork } from "../ui/work";

const w = simulationWords.del;
export default function Delete({ of, onClose, onDone }: { of: Simulation; onClose: () => void; onDone?: () => void }) {
	const work = useWork({});
	const submit = () => void work.run(async () => {
		await call("DELETE", url`/simulations/${of.id}`);
		toast(w.done(of.name));
		onClose();
		onDone?.();
		changed("/simulations");
	});
	return <Dialog title={w.title(of.name)} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{w.keep}</Button><Button kind="danger" type="submit" data-first="" busy={work.busy} busyText={w.busy}>{w.do}</Button></>}>
		<FormProblem title={t.problem.title(w.do)} problem={work.rest} /><p>{w.text}</p></Dialog>;
}
