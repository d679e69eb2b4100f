/* Before the first paint: the theme and density that were chosen. */
try {
	for (const name of ["theme", "density"]) {
		const value = localStorage.getItem("billport." + name);
		if (value) document.documentElement.dataset[name] = value;
	}
} catch { /* no storage: follow the system */ }
