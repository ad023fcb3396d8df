// Times stand in the page as UTC; this writes them in the reader's own zone.

const FORMS = {
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  exact: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

const UTC = /\d{1,2} \S+ \d{4}, \d\d:\d\d UTC$/;
const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "long", hour: "numeric" });

export function writeLocalTimes(root) {
  for (const time of root.querySelectorAll("time[datetime][data-form]")) {
    const moment = new Date(time.dateTime);
    const utc = time.textContent;
    if (!time.title) time.title = `${utc} · shown in ${zoneOf(moment)}`;
    time.textContent = written(moment, time.dataset.form);
    if (document.title.includes(utc)) document.title = document.title.replace(utc, time.textContent);
  }
  for (const marked of root.querySelectorAll("[title][data-at]")) {
    marked.title = marked.title.replace(UTC, written(new Date(marked.dataset.at), "short"));
  }
}

function written(moment, form) {
  return moment.toLocaleString("en-GB", { ...FORMS[form], hour12: false });
}

function zoneOf(moment) {
  return zone.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? "your time";
}

writeLocalTimes(document);
