/** The language of the e-mails about one's own account; a choice is saved at once. */
import { Select } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../../api/account.ts';
import { detailOf } from '../../api/problem.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Account } from './queries.ts';

export function LanguageField({ account }: { account: Account }) {
  const cache = useQueryClient();
  const save = useAction({
    act: (language: Account['language']) => accountApi.language({ language }),
    changes: [],
    done: (_, language) => `E-mails about your account are now in ${LANGUAGE_WORDS[language]}`,
    // The choice stays shown until the account was read again.
    onDone: () => cache.invalidateQueries({ queryKey: KEYS.account }),
  });
  return (
    <FormField
      label="Language of e-mails about your account"
      hint="Security notices, invitations and links to choose a password."
      error={save.isError ? detailOf(save.error) : undefined}
    >
      <Select
        value={save.isPending ? save.variables : account.language}
        disabled={save.isPending}
        onChange={(_, { value }) => save.mutate(value as Account['language'])}
      >
        {Object.entries(LANGUAGE_WORDS).map(([language, word]) => (
          <option key={language} value={language}>
            {word}
          </option>
        ))}
      </Select>
    </FormField>
  );
}
