/** `/v1/disputes` and `/v1/radar/early_fraud_warnings`. */
import { type Endpoint, existing, listing, post, retrieve } from '../http/endpoint.ts';
import { invalidRequest } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { range, where } from '../params/ranges.ts';
import { boolean, choice, clearable, object, optional, text, unmodelledFields } from '../params/read.ts';
import { closeDispute, isOpen, submitEvidence } from '../payments/disputes.ts';
import { emit } from '../webhooks/emit.ts';

const PATH = '/v1/disputes';
const WARNINGS = '/v1/radar/early_fraud_warnings';

const TEXTS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const;
const evidenceText = clearable(text(20_000));
const evidence = object({
  ...(Object.fromEntries(TEXTS.map((name) => [name, evidenceText])) as Record<
    (typeof TEXTS)[number],
    typeof evidenceText
  >),
  ...unmodelledFields(
    'appeal',
    'cancellation_policy',
    'customer_communication',
    'customer_signature',
    'duplicate_charge_documentation',
    'enhanced_evidence',
    'receipt',
    'refund_policy',
    'service_documentation',
    'shipping_documentation',
    'uncategorized_file',
  ),
});
const filters = { created: range, charge: optional(text()), payment_intent: optional(text()) };

export const disputes: Endpoint[] = [
  listing({ path: PATH, kind: 'dispute' }, filters, ({ created, ...equal }) => where(equal, { created })),
  retrieve(`${PATH}/:id`, 'dispute'),
  post(
    `${PATH}/:id`,
    {
      evidence: optional(evidence),
      intended_submission_method: optional(
        choice('manual', 'prefer_manual', 'prefer_smart_disputes', 'smart_disputes'),
      ),
      metadata,
      submit: optional(boolean),
    },
    (world, input, id) => {
      const dispute = existing(world, 'dispute', id);
      if (input.evidence !== undefined && !isOpen(dispute)) throw alreadyClosed();
      const given = Object.entries(input.evidence ?? {}).filter(([, value]) => value !== undefined);
      const updated = {
        ...dispute,
        metadata: mergeMetadata(dispute.metadata, input.metadata),
        evidence: { ...dispute.evidence, ...Object.fromEntries(given) },
        intended_submission_method: input.intended_submission_method ?? dispute.intended_submission_method,
      };
      world.store.update('dispute', updated);
      if (input.evidence !== undefined && input.submit !== false) return submitEvidence(world, updated);
      emit(world, 'charge.dispute.updated', updated);
      return updated;
    },
  ),
  post(`${PATH}/:id/close`, {}, (world, _, id) => {
    const dispute = existing(world, 'dispute', id);
    if (!isOpen(dispute)) throw alreadyClosed();
    return closeDispute(world, dispute, 'lost');
  }),
  listing({ path: WARNINGS, kind: 'radar.early_fraud_warning' }, filters, ({ created, ...equal }) =>
    where(equal, { created }),
  ),
  retrieve(`${WARNINGS}/:id`, 'radar.early_fraud_warning'),
];

const alreadyClosed = (): Error => invalidRequest('This dispute is already closed.');
