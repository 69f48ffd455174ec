/** The fields of an item for inspectors and insurers, shown when they are asked for or filled in. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDown20Regular, ChevronRight20Regular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import { useFormState, useWatch } from 'react-hook-form';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { SelectField, TextField } from '../../../shared/inputs/form-fields.tsx';
import { FROM_480, FROM_1024 } from '../../../shared/layout/breakpoints.ts';
import { UNIT_CHOICES } from '../../../shared/text/unit-words.ts';
import { EMPTY_DETAILS, hasDetails } from './details.ts';
import type { BuilderControl } from './form.ts';

const useStyles = makeStyles({
  root: { gridColumn: '1 / -1', minWidth: 0 },
  fields: {
    display: 'grid',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    marginTop: tokens.spacingVerticalS,
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    [FROM_1024]: { gridTemplateColumns: 'repeat(4, minmax(0, 1fr))' },
  },
});

type DetailFieldsProps = { control: BuilderControl; index: number };

export function DetailFields({ control, index }: DetailFieldsProps) {
  const styles = useStyles();
  const id = useId();
  const item = useWatch({ control, name: `items.${index}` });
  const { errors } = useFormState({ control, name: `items.${index}` });
  const [asked, setAsked] = useState(() => hasDetails(item));
  const { price_reason: _, ...inside } = errors.items?.[index] ?? {};
  const wrong = Object.keys(inside).some((field) => field in EMPTY_DETAILS);
  const open = asked || wrong;
  return (
    <div className={styles.root}>
      <Button
        size="small"
        appearance="subtle"
        icon={open ? <ChevronDown20Regular /> : <ChevronRight20Regular />}
        aria-expanded={open}
        aria-controls={id}
        aria-label={`Details of item ${index + 1}`}
        onClick={() => setAsked(!open)}
      >
        Details
      </Button>
      <div id={id} hidden={!open}>
        {open && <Fields control={control} index={index} />}
      </div>
    </div>
  );
}

function Fields({ control, index }: DetailFieldsProps) {
  const styles = useStyles();
  const at = `items.${index}` as const;
  return (
    <div className={styles.fields}>
      <TextField control={control} name={`${at}.service_date`} label="Date of service" type="date" />
      <SelectField control={control} name={`${at}.unit`} label="Unit" choices={UNIT_CHOICES} />
      <TextField
        control={control}
        name={`${at}.code.system`}
        label="Code system"
        hint="Such as CPT"
        maxLength={LIMITS.serviceCode}
      />
      <TextField
        control={control}
        name={`${at}.code.code`}
        label="Code"
        hint="Such as 90837"
        maxLength={LIMITS.serviceCode}
      />
      <TextField
        control={control}
        name={`${at}.practitioner.name`}
        label="Practitioner"
        maxLength={LIMITS.practitioner}
      />
      <TextField
        control={control}
        name={`${at}.practitioner.licence_number`}
        label="Licence number"
        maxLength={LIMITS.licenceNumber}
      />
      <TextField control={control} name={`${at}.location`} label="Location" maxLength={LIMITS.location} />
      <TextField
        control={control}
        name={`${at}.discount_rate_thousandths`}
        label="Discount %"
        hint="Instead of an amount"
        maxLength={7}
      />
      <TextField
        control={control}
        name={`${at}.discount_reason`}
        label="Reason of the discount"
        maxLength={LIMITS.lineReason}
      />
      <TextField
        control={control}
        name={`${at}.tax_exempt_reason`}
        label="Reason for no tax"
        hint="It is printed."
        maxLength={LIMITS.lineReason}
      />
    </div>
  );
}
