// Tells the site where its reader is, so that days begin and end as they do there: what is overdue, and this week's.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const YEAR_S = 365 * 24 * 3600;

if (zone && navigator.cookieEnabled) {
  const safe = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=${YEAR_S}; samesite=lax${safe}`;
}
