/** The language of the e-mails about one's own account; a choice is saved at once. */
import { Select } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../../api/account.ts';
import { detailOf } from '../../api/problem.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import type { Account } from './queries.ts';

export function LanguageField({ account }: { account: Account }) {
  const toasts = useToasts();
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (language: Account['language']) => accountApi.language({ language }),
    onSuccess: (_, language) => {
      cache.setQueryData<Account>(['me'], (known) => known && { ...known, language });
      toasts.success(`E-mails about your account are now in ${LANGUAGE_WORDS[language]}`);
    },
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
