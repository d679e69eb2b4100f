declare module "*.page.css" {
	const href: string;
	export default href;
}
