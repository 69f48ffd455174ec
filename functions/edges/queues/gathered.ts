/** A burst of wake-up calls as a few messages: what comes while one message is being sent leaves with the next. */

/**
 * A function for one item by way of a function for several. An item that meets no other goes alone and at once; each
 * call ends when the message with its item was sent.
 *
 * @param most items of one message
 */
export function gathered<Item>(
  most: number,
  send: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let waiting: { item: Item; sent: () => void; failed: (error: unknown) => void }[] = [];
  let isSending = false;
  const sendAll = async (): Promise<void> => {
    isSending = true;
    while (waiting.length > 0) {
      const these = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        await send(these.map(({ item }) => item));
        for (const { sent } of these) sent();
      } catch (error) {
        for (const { failed } of these) failed(error);
      }
    }
    isSending = false;
  };
  return (item) =>
    new Promise((sent, failed) => {
      waiting.push({ item, sent, failed });
      if (!isSending) void sendAll();
    });
}
