/** Choosing the language in which one gets e-mails about one's own account. */
import type { Language } from '../../domain/messages.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { ownAccount } from './me.ts';

export async function changeLanguage(app: App, language: Language, by: Caller): Promise<void> {
  const { id } = await ownAccount(app, by);
  await app.db.transaction(async (tx) => {
    await tx.staff.setLanguage(id, language);
    await tx.audit.record(by, {
      action: 'change_language',
      targetType: 'staff',
      targetId: id,
      details: { language },
    });
  });
}
