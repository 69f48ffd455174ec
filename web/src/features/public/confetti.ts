/** A moment of joy when a payment arrived, never for those who want less motion. */

/** Loads the confetti only when it falls. */
export async function celebrate(): Promise<void> {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const { default: confetti } = await import('canvas-confetti');
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, {
    position: 'fixed',
    inset: '0',
    width: '100%',
    height: '100%',
    pointerEvents: 'none',
  });
  document.body.append(canvas);
  // A worker would need a blob: script, which the content security policy forbids.
  const fire = confetti.create(canvas, { resize: true, useWorker: false, disableForReducedMotion: true });
  await fire({
    particleCount: 120,
    spread: 80,
    origin: { y: 0.35 },
    colors: ['#4A90E2', '#00BFA5', '#FFD700'],
  });
  canvas.remove();
}
