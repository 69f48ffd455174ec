/* Stands before the page's own script: when that cannot be loaded or fails at once, says so instead of staying empty. */
(() => {
  const failed = () => {
    const waiting = document.querySelector('#root > .start');
    const notice = document.getElementById('start-failed');
    // Once the page itself is there, it shows its own errors.
    if (!waiting || !notice?.hidden) return;
    waiting.remove();
    notice.hidden = false;
    notice.querySelector('button')?.addEventListener('click', () => location.reload());
  };
  // Failed loads do not bubble; they are seen on their way down.
  window.addEventListener('error', failed, true);
  window.addEventListener('unhandledrejection', failed);
})();
