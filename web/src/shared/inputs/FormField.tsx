/** A labelled field: small semi-bold label above, hint and error below. */
import { Field, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';

const useStyles = makeStyles({
  label: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, paddingBottom: '4px' },
});

type FormFieldProps = {
  label: string;
  error?: string | undefined;
  hint?: string;
  required?: boolean;
  className?: string;
  children: ReactElement;
};

export function FormField({ label, error, hint, required = false, className, children }: FormFieldProps) {
  const styles = useStyles();
  return (
    <Field
      label={{ children: label, weight: 'semibold', className: styles.label }}
      required={required}
      validationState={error ? 'error' : 'none'}
      {...(error ? { validationMessage: error } : {})}
      {...(hint ? { hint } : {})}
      {...(className ? { className } : {})}
    >
      {children}
    </Field>
  );
}
