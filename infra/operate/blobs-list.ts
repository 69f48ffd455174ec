/** `npm run blobs:list [-- PREFIX]`: what lies in blob storage, with size and SHA-256. */
import { say, withApp } from './tool-app.ts';

await withApp(async (app) => {
  let [count, bytes] = [0, 0];
  for await (const blob of app.blobs.list(process.argv[2] ?? '')) {
    say(
      `${blob.writtenAt.toISOString()}  ${String(blob.bytes).padStart(10)}  ${blob.sha256 ?? '–'.padEnd(64)}  ${blob.name}`,
    );
    count++;
    bytes += blob.bytes;
  }
  say(`${count} blobs, ${bytes} bytes.`);
});
