// Weighs the scenario anew when the page is brought up to date: after a change of one's own, or of somebody's work.
import { alongside } from "../shell/refresh.js";

alongside.add(async () => {
  const place = document.getElementById("outcome");
  if (place) /** @type {any} */ (window).htmx.trigger(place, "headway:weigh");
});
