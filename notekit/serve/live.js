// Follows the preview: loads the page again when the site changed, shows what is wrong.
(() => {
  const own = document.currentScript;
  const front = new URL("../", own.src);
  let events = null;

  const make = (name, text, parent) => {
    const element = document.createElement(name);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const tell = (told, list) => {
    const item = make("li", "", list);
    item.className = told.severity;
    if (told.link) make("a", told.place, item).href = new URL(told.link, front);
    else if (told.place) make("code", told.place, item);
    make("p", told.message, item);
    if (told.hint) make("p", told.hint, item).className = "hint";
  };

  const count = (findings, severity) => {
    const number = findings.filter((told) => told.severity === severity).length;
    return number && `${number} ${severity}${number > 1 ? "s" : ""}`;
  };

  const show = (news) => {
    if (news.version !== own.dataset.version) return location.reload();
    const old = document.querySelector("#notekit-live");
    const told = news.failure ? [news.failure] : news.findings;
    const was = old?.querySelector("details").open;
    old?.remove();
    if (!told.length) return;
    const box = make("div", "", document.body);
    box.id = "notekit-live";
    box.setAttribute("role", news.failure ? "alert" : "status");
    const details = make("details", "", box);
    details.open = Boolean(news.failure) || Boolean(was);
    const words = news.failure
      ? "The build failed. This is the last good site."
      : [count(told, "error"), count(told, "warning")].filter(Boolean).join(", ");
    make("summary", words, details);
    const list = make("ul", "", details);
    told.forEach((one) => tell(one, list));
  };

  const listen = () => {
    events = new EventSource(new URL("events", own.src));
    events.onmessage = (event) => show(JSON.parse(event.data));
  };

  // A browser allows a host few open lines: a page that is not seen gives its own back.
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden) listen();
  });
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  if (!document.hidden) listen();
})();
