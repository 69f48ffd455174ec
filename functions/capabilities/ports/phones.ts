/** Phone numbers, as people write them and as they are dialed. */

export type PhoneNumber = {
  /** With country code and nothing else: `+15555550100`. */
  e164: string;
  /** For people: `+1 555 555 0100`. */
  international: string;
  /** The digits without the country code. */
  national: string;
  /** Whether a text message can reach it, as far as the numbering plan says. */
  textable: boolean;
};

export type Phones = {
  /** A number as typed; one without a country code is of the clinic's country. Nothing when it can be no number. */
  read(text: string): PhoneNumber | undefined;
};
