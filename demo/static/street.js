const put = (id, text) => { document.getElementById(id).textContent = text; };

// What the difference of counted and true numbers means, in a word a manager would use.
const judge = (id, counted, real) => {
  const place = document.getElementById(id);
  const off = counted - real;
  place.textContent = off === 0 ? "equal" : off < 0 ? `${-off} missed` : `${off} too many`;
  place.classList.toggle("off", off !== 0);
};

const look = async () => {
  try {
    const answer = await fetch("/truth", { cache: "no-store" });
    const { true: real, counted } = await answer.json();
    for (const way of ["in", "out"]) {
      put(`true-${way}`, real[way].toLocaleString());
      put(`counted-${way}`, counted[way].toLocaleString());
      judge(`verdict-${way}`, counted[way], real[way]);
    }
    put("true-passed", real.passed.toLocaleString());
    put("state", "");
  } catch {
    put("state", "The demo has ended. These are its last numbers.");
  }
};

look();
setInterval(look, 500);
