// Draws the charts of the page and keeps their time windows together. Runs in the browser, after Vega.
(() => {
  const SIGNAL = 'window_time';
  const tooltip = new vegaTooltip.Handler({ disableDefaultStyle: true, theme: 'report' });
  const timed = [];

  async function draw(figure) {
    const spec = JSON.parse(figure.querySelector('script').textContent);
    const box = figure.querySelector('.chart');
    const view = new vega.View(vega.parse(spec), {
      renderer: 'svg',
      container: box,
      hover: true,
      tooltip: tooltip.call,
    });
    await view.runAsync();
    if (figure.dataset.fit === 'panels') await fitPanels(view, box);
    if (figure.dataset.timed === 'yes') {
      timed.push(view);
      view.addSignalListener(SIGNAL, (_, value) => share(view, value));
    }
    figure.dataset.drawn = 'yes';
  }

  // Panels over one another have no width of their container's: give them what the axes leave over.
  async function fitPanels(view, box) {
    const around = box.querySelector('svg').width.baseVal.value - view.width();
    const follow = () => {
      const width = Math.max(120, box.clientWidth - around);
      return width === view.width() ? view : view.width(width).runAsync();
    };
    window.addEventListener('resize', follow);
    await follow();
  }

  let sharing = false;
  function share(from, value) {
    if (sharing) return;
    sharing = true;
    for (const view of timed) if (view !== from) view.signal(SIGNAL, value).run();
    sharing = false;
    for (const button of document.querySelectorAll('.windows button')) {
      const same = value
        ? button.dataset.from === String(value[0]) && button.dataset.to === String(value[1])
        : !button.dataset.from;
      button.setAttribute('aria-pressed', String(same));
    }
  }

  for (const button of document.querySelectorAll('.windows button')) {
    button.addEventListener('click', () => {
      const value = button.dataset.from ? [Number(button.dataset.from), Number(button.dataset.to)] : null;
      for (const view of timed) view.signal(SIGNAL, value).run();
      share(null, value);
    });
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = 'Copied';
      } catch {
        // No clipboard for this page: leave the text selected, one key away from being copied.
        getSelection().selectAllChildren(source);
        button.textContent = 'Selected';
      }
    });
  }

  Promise.all([...document.querySelectorAll('figure[data-chart]')].map(draw)).then(
    () => {
      document.documentElement.dataset.ready = 'yes';
    },
    (error) => {
      document.documentElement.dataset.ready = 'failed';
      console.error(error);
    },
  );
})();
