/** Light, dark, or like the system. */
import { Radio, RadioGroup } from '@fluentui/react-components';
import { FormField } from '../shared/inputs/FormField.tsx';
import { chooseTheme, THEME_CHOICES, useTheme } from '../shared/layout/theme-choice.ts';

const THEME_WORDS = { system: 'Like the system', light: 'Light', dark: 'Dark' } as const;

export function ThemeChoice() {
  const { choice } = useTheme();
  return (
    <FormField label="Theme">
      <RadioGroup
        value={choice}
        onChange={(_, { value }) => {
          const next = THEME_CHOICES.find((theme) => theme === value);
          if (next) chooseTheme(next);
        }}
      >
        {THEME_CHOICES.map((theme) => (
          <Radio key={theme} value={theme} label={THEME_WORDS[theme]} />
        ))}
      </RadioGroup>
    </FormField>
  );
}
