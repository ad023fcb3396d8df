// Times stand in the page as UTC; this writes them in the reader's own zone.

const FORMS = {
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "long", hour: "numeric" });

export function writeLocalTimes(root) {
  for (const time of root.querySelectorAll("time[datetime][data-form]")) {
    const moment = new Date(time.dateTime);
    if (!time.title) time.title = `${time.textContent} · shown in ${zoneOf(moment)}`;
    time.textContent = moment.toLocaleString("en-GB", { ...FORMS[time.dataset.form], hour12: false });
  }
}

function zoneOf(moment) {
  return zone.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? "your time";
}

writeLocalTimes(document);
