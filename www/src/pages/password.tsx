import { ChangePassword } from "./change_password";
export default function Password() { return <div class="narrow-page"><ChangePassword /></div>; }
