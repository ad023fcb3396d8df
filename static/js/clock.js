// Milliseconds from the start as 0:04, 12:31, 1:02:03.
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const pair = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${pair(minutes)}:${pair(seconds % 60)}` : `${minutes}:${pair(seconds % 60)}`;
}

// The index of the last of `starts`, which ascend, that is not after `ms`; -1 when all are.
export function lastBefore(starts, ms) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
