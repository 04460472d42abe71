// The live picture: one question after another, never more than the camera shows.
import { ask, noAnswer, problem, rest, showLeft } from "./common.js";

const RETRY_MS = 1000;

/** Load one picture; resolves to false when it is gone already. */
const load = (image, number) => new Promise((done) => {
  image.onload = () => done(true);
  image.onerror = () => done(false);
  image.src = `/picture/${number}.jpg`;
});

/** Shows the picture and calls `seen(look)` with people and counts that belong to it. */
export async function live(image, seen) {
  let number = 0;
  for (;;) {
    if (document.hidden) {
      await rest(RETRY_MS); // nobody looks: the camera need not make pictures
      continue;
    }
    try {
      const look = await ask(`/look?after=${number}`);
      showLeft(look.seconds_left);
      problem(look.fault || look.outage);
      if (look.number && look.number !== number) await load(image, look.number);
      number = look.number;
      seen(look);
    } catch (error) {
      noAnswer(error);
      await rest(RETRY_MS);
    }
  }
}
