/* Keys to read by: / j k n p ?. Nothing needs them, and the list of them has a switch. */
(() => {
  const OFF = "notekit-keys-off";
  const KEYS = [["/", "search"], ["j", "next item, or next part of a talk"], ["k", "the one before"],
    ["n", "next page: talk, day, event"], ["p", "page before"], ["?", "this list"]];
  const store = { // a browser may refuse it
    get off() { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } },
    set off(off) { try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* as it is */ } },
  };
  const find = (selector) => document.querySelector(selector);
  const sheet = new URL("../css/keys.css", document.currentScript.src);
  let off = store.off;
  let dialog;

  const show = () => {
    dialog.querySelector("input").checked = !off;
    if (!dialog.open) dialog.showModal();
  };

  const list = () => {
    if (dialog) return show();
    dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-labelledby", "nk_keys");
    const rows = KEYS.map(([key, what]) => `<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`).join("");
    dialog.innerHTML = `<h2 id="nk_keys">Keys</h2><dl>${rows}</dl>
      <p><label><input type="checkbox"> Single keys do this</label></p>
      <form method="dialog"><button>Close</button></form>`;
    dialog.querySelector("input").addEventListener("change", (event) => {
      store.off = off = !event.target.checked;
    });
    document.body.append(dialog);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    link.onload = link.onerror = show; // without its style the list is as good
    document.head.append(link);
  };

  const search = () => {
    const input = find("main input[type=text], main input[type=search]");
    if (input) return input.focus();
    const link = find("nav a[data-key=search]");
    if (link) location = link.href;
  };

  const items = () => {
    const listed = document.querySelectorAll(
      "main :is(.row-title > a, .marks > li > a, .letter a, .pagefind-ui__result-link)");
    const notes = document.querySelectorAll(".prose > :not(section), .prose section > *");
    return [...(notes.length && !find(".rows") ? notes : listed)].filter((one) => one.offsetParent);
  };

  const move = (step) => {
    const all = items();
    if (!all.length) return;
    const here = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    let at = here + step;
    if (here < 0) at = step > 0 ? all.findIndex((one) => one.getBoundingClientRect().top >= 0) : -1;
    const goal = all[Math.min(Math.max(at, 0), all.length - 1)];
    if (!goal.matches("a, [tabindex]")) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "center" });
  };

  const go = (rel) => {
    const link = find(`link[rel=${rel}]`);
    if (link) location = link.href;
  };

  const does = { "/": search, j: () => move(1), k: () => move(-1), n: () => go("next"), p: () => go("prev"), "?": list };
  addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !does[event.key]) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    does[event.key]();
  });

  const button = document.createElement("button");
  button.type = "button";
  button.className = "keys";
  button.textContent = "Keys";
  button.addEventListener("click", list);
  find("footer.site p:last-child")?.prepend(button, " · ");
})();
