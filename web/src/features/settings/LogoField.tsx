/** The clinic's logo: shown, chosen as a file, and taken away. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useRef } from 'react';
import { type Control, Controller } from 'react-hook-form';
import { FormField } from '../../shared/inputs/FormField.tsx';
import type { DetailsFields } from './clinic-details.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  // Documents print it on white.
  image: { maxWidth: '150px', maxHeight: '60px', padding: '6px', backgroundColor: 'white' },
  file: { display: 'none' },
});

/** What browsers and the API call the formats. */
const PNG_BEGINS = 'iVBOR';
const typeOf = (logo: string) => (logo.startsWith(PNG_BEGINS) ? 'image/png' : 'image/svg+xml');

/** The file's bytes in base64. */
const readBase64 = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('The file was not read.'));
    reader.readAsDataURL(file);
  });

type LogoProps = { value: string | null; onChange: (logo: string | null) => void };

function Logo({ value, onChange, ...field }: LogoProps) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div {...field} className={styles.root}>
      {value !== null && (
        <img className={styles.image} alt="The clinic’s logo" src={`data:${typeOf(value)};base64,${value}`} />
      )}
      <input
        ref={input}
        className={styles.file}
        type="file"
        accept="image/png,image/svg+xml"
        aria-label="Logo file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void readBase64(file).then(onChange, () => onChange(''));
          event.target.value = '';
        }}
      />
      <Button onClick={() => input.current?.click()}>
        {value === null ? 'Choose a logo' : 'Replace the logo'}
      </Button>
      {value !== null && <Button onClick={() => onChange(null)}>Remove the logo</Button>}
    </div>
  );
}

export function LogoField({ control }: { control: Control<DetailsFields, unknown, unknown> }) {
  return (
    <Controller
      control={control}
      name="logo"
      render={({ field: { value, onChange }, fieldState }) => (
        <FormField
          label="Logo"
          hint="PNG or SVG, at most 120 kB and 1200 × 600 pixels."
          error={fieldState.error?.message}
        >
          <Logo value={value} onChange={onChange} />
        </FormField>
      )}
    />
  );
}
