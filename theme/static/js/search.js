/* The search page: Pagefind's own box, what was asked in the address, hits that lead to a line. */
(() => {
  const box = document.getElementById("nk_search");
  const show = (id) => { document.getElementById(id).hidden = false; };
  if (location.protocol === "file:") return show("nk_from_file");
  if (!window.PagefindUI) return show("nk_no_index");

  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
  const escape = (text) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);

  /* Pagefind leads to headings; our pages have an anchor for every line that was typed. */
  const addLines = (result) => {
    const words = (result.raw_content || "").split(/\s+/);
    const anchors = (result.anchors || []).filter((anchor) => /^l\d+/.test(anchor.id));
    const hits = new Map();
    for (const at of result.locations || []) {
      const anchor = anchors.filter((one) => one.location <= at).pop();
      if (anchor) hits.set(anchor, [...(hits.get(anchor) || []), at]);
    }
    result.sub_results = [...hits].map(([anchor, locations]) => {
      const next = anchors.find((one) => one.location > anchor.location);
      const end = Math.min(next ? next.location : words.length, anchor.location + 30);
      const line = words.slice(anchor.location, Math.max(end, anchor.location + 1));
      const excerpt = line.map((word, index) =>
        locations.includes(anchor.location + index) ? `<mark>${escape(word)}</mark>` : escape(word));
      const url = `${result.url}#${anchor.id}`;
      return { title: `Line ${anchor.id.slice(1)}`, url, excerpt: excerpt.join(" "), locations, anchor };
    });
    return result;
  };

  const ui = new PagefindUI({
    element: box, showImages: false, showSubResults: true, pageSize: 10, processResult: addLines,
    openFilters: [], translations: { placeholder: "A word, a name, a topic" },
  });
  const input = box.querySelector("input");
  input.setAttribute("aria-label", "Search the notes");
  const asked = new URLSearchParams(location.search);
  const filters = {};
  for (const name of ["event", "speaker", "topic", "year", "kind", "holds"]) {
    if (asked.has(name)) filters[name] = asked.getAll(name).map(escape);
  }
  if (Object.keys(filters).length) ui.triggerFilters(filters);
  if (asked.get("q")) ui.triggerSearch(asked.get("q"));
  else input.focus();
  input.addEventListener("input", () => {
    const address = new URL(location.href);
    if (input.value) address.searchParams.set("q", input.value);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
  });
})();
