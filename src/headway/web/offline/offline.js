// Installs the service worker, and says of a page that it kept how old it is: to be read, not to be changed.

import { say } from "../shell/say.js";
import { toast } from "../shell/shell.js";

navigator.serviceWorker?.register("/service-worker.js", { scope: "/" }).catch(() => {});

if (document.documentElement.dataset.kept) {
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target instanceof HTMLFormElement && event.target.method === "get") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(say("You are offline: this can be read, and changed once the connection is back."));
    },
    { capture: true },
  );
}
