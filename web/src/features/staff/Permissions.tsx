/** Which role may do what: the very table that the API asks, to read. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Checkmark20Regular } from '@fluentui/react-icons';
import {
  ACTIONS,
  type Action,
  may,
  STAFF_ROLES,
  type StaffRole,
} from '../../../../functions/domain/access.ts';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';
import { ACTION_WORDS } from './action-words.ts';

const useStyles = makeStyles({
  yes: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorStatusSuccessForeground1,
  },
  no: { color: tokens.colorNeutralForeground3 },
});

export function Permissions() {
  const styles = useStyles();
  const cell = (role: StaffRole) => (action: Action) =>
    may(role, action) ? (
      <span className={styles.yes}>
        <Checkmark20Regular aria-hidden="true" />
        Yes
      </span>
    ) : (
      <span className={styles.no}>No</span>
    );
  const columns: Column<Action>[] = [
    { header: 'May they …', cell: (action) => ACTION_WORDS[action], rowHeader: true },
    ...STAFF_ROLES.map((role) => ({ header: ROLE_WORDS[role], cell: cell(role), nowrap: true as const })),
  ];
  return (
    <DataTable caption="What each role may do" columns={columns} rows={ACTIONS} rowKey={(action) => action} />
  );
}
