function (name) {
  "use strict";
  // The page is a frame of an origin of its own over the whole window: its keys never reach
  // JupyterLab, and nothing in it reaches the kernel but what it hands over here.
  const find = what => document.querySelector("." + what + "-" + name);
  const SECONDS_TO_WAIT = 30;

  function open() {
    const before = document.getElementById("srm-meeting");
    if (before) before.remove();
    const frame = document.createElement("iframe");
    frame.id = "srm-meeting";
    frame.title = "Review meeting";
    frame.setAttribute("sandbox", "allow-scripts allow-forms allow-downloads allow-modals");
    frame.style.cssText =
      "position:fixed;inset:0;width:100vw;height:100vh;border:0;z-index:2147483000;background:#fff";
    frame.srcdoc = find("srm-page").value;
    frame.onload = () => frame.focus();
    document.body.append(frame);
    return frame;
  }

  // Looked up each time: JupyterLab takes an output out of the page while its cell is far away.
  const inbox = () => document.querySelector(".srm-in-" + name + " textarea");
  const outbox = () => document.querySelector(".srm-out-" + name);

  function connect() {
    let frame = open();
    const answers = new MutationObserver(() => {
      if (frame.isConnected && outbox() && outbox().textContent)
        frame.contentWindow.postMessage(JSON.parse(outbox().textContent), "*");
    });
    addEventListener("message", event => {
      if (!frame.isConnected || event.source !== frame.contentWindow) return;
      if (event.data.srm === "leave") frame.style.display = "none";
      if (event.data.srm !== "captures" || !inbox()) return;
      answers.disconnect();
      answers.observe(outbox(), {subtree: true, childList: true, characterData: true});
      inbox().value = JSON.stringify(event.data);
      inbox().dispatchEvent(new Event("input", {bubbles: true}));
    });
    find("srm-open").onclick = () => {
      if (!frame.isConnected) frame = open();
      frame.style.display = "";
      frame.focus();
    };
  }

  // Without a kernel there are no widgets: the notebook then shows its agenda, and opens nothing.
  function wait(left) {
    if (inbox() && outbox()) connect();
    else if (left) setTimeout(wait, 200, left - 1);
  }
  wait(SECONDS_TO_WAIT * 5);
}
