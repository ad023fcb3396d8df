// What the system around the browser shows of what plays, and does to it: the lock screen of a phone, the keys of a
// headset or a keyboard.

const JUMP_S = 10; // where the system does not say how far

export function addMediaSession(player, section) {
  const session = navigator.mediaSession;
  if (!session || !player.audio) return;
  const { audio } = player;
  const tellPosition = () => {
    if (!(audio.duration > 0 && Number.isFinite(audio.duration))) return;
    const position = Math.min(audio.currentTime, audio.duration);
    session.setPositionState?.({ duration: audio.duration, playbackRate: audio.playbackRate, position });
  };
  for (const name of ["loadedmetadata", "play", "pause", "seeked", "ratechange"]) {
    audio.addEventListener(name, tellPosition);
  }
  audio.addEventListener("play", () => (session.metadata = told(section))); // as the title reads by then
  const actions = {
    play: () => player.playing || player.toggle(),
    pause: () => player.playing && player.toggle(),
    seekbackward: ({ seekOffset }) => player.jump(-(seekOffset || JUMP_S)),
    seekforward: ({ seekOffset }) => player.jump(seekOffset || JUMP_S),
    seekto: ({ seekTime }) => player.seek(seekTime * 1000),
  };
  for (const [name, act] of Object.entries(actions)) {
    try {
      session.setActionHandler(name, act);
    } catch {
      // a browser that does not know this one
    }
  }
}

function told(section) {
  const icon = document.querySelector("link[rel=icon]");
  const chapters = [...section.querySelectorAll(".chapters a")];
  return new MediaMetadata({
    title: document.querySelector("h1").textContent,
    artist: section.dataset.room,
    album: document.querySelector(".meta time").textContent,
    artwork: [{ src: icon.href, sizes: "any", type: icon.type }],
    chapterInfo: chapters.map((link) => ({
      title: link.lastChild.textContent.trim(),
      startTime: Number(link.dataset.play) / 1000,
    })),
  });
}
