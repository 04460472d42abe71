const show = (id, number) => { document.getElementById(id).textContent = number.toLocaleString(); };

const look = async () => {
  try {
    const { true: real, counted } = await (await fetch("/truth")).json();
    show("true-in", real.in); show("true-out", real.out);
    show("counted-in", counted.in); show("counted-out", counted.out);
    show("passed", real.passed);
  } catch {
    // The demo has ended; the last numbers stay.
  }
};

look();
setInterval(look, 500);
