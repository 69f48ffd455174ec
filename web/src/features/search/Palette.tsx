/** One box that finds patients, documents, money, pages and actions, without the mouse. */
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  Input,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { Dismiss20Regular, Search20Regular } from '@fluentui/react-icons';
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useNavigate } from 'react-router';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { useDebounced } from '../../shared/inputs/use-debounced.ts';
import { ErrorState } from '../../shared/layout/states.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { SHORTCUT_SHEET } from './places.ts';
import { SHORTEST, useFound } from './queries.ts';
import { optionId, ResultList } from './ResultList.tsx';
import { keepRecent, recentOf } from './recent.ts';
import { groupsOf, type Item } from './results.ts';

const useStyles = makeStyles({
  // Near the top, so that it does not jump while the results change.
  surface: { marginTop: '8vh', padding: '12px', maxWidth: '640px', width: 'calc(100vw - 24px)' },
  content: {
    gridColumn: '1 / -1',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
    padding: 0,
    margin: 0,
  },
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  input: { flexGrow: 1, minWidth: 0 },
  status: {
    minHeight: '20px',
    padding: '0 12px',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
});

const RESTING_MILLISECONDS = 200;

/** What is listed for a text. While the next answer is under way the last one stays. */
function useResults(typed: string) {
  const { staff, can } = useSignedIn();
  const text = typed.trim();
  const asked = useDebounced(text, RESTING_MILLISECONDS);
  const query = useFound(asked);
  const long = text.length >= SHORTEST;
  const found = long ? query.data : undefined;
  const recent = recentOf(staff.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one may do changes with the person only
  const groups = useMemo(() => groupsOf({ text, found, recent, can }), [text, found, recent]);
  return { query, groups, text, waiting: long && (asked !== text || query.isFetching) };
}

function statusOf(count: number, text: string, waiting: boolean): string {
  if (waiting) return 'Searching…';
  if (count === 0) return `Nothing matches ${isolate(text)}.`;
  if (text === '') return 'Type a name, a number, an amount, an id of Stripe, or a page.';
  return count === 1 ? '1 result' : `${count} results`;
}

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  PageDown: (at, count) => Math.min(at + 5, count - 1),
  PageUp: (at) => Math.max(at - 5, 0),
};

type PaletteProps = {
  /** What was typed before the palette was there. */
  early: RefObject<string | undefined>;
  onClose: () => void;
  onShortcuts: () => void;
};

/** What the dialog's own controls do with a key is theirs; the page behind it takes none. */
const TAKES_KEYS = '[role="dialog"] :is(input, button, a[href])';

/** What is typed beside the field belongs to it, also before it has the focus. */
function useTypingAnywhere(take: (key: string) => void) {
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, isComposing, target } = event;
      if ((key.length !== 1 && key !== 'Enter') || ctrlKey || metaKey || altKey || isComposing) return;
      if (target instanceof Element && target.closest(TAKES_KEYS)) return;
      event.preventDefault();
      latest.current(key);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Which item is chosen. Enter waits for what is still being looked for, which may belong above. */
function useChoice(items: readonly Item[], waiting: boolean, open: (item: Item) => void) {
  const [chosen, setChosen] = useState(0);
  const [entered, setEntered] = useState(false);
  const at = Math.min(chosen, Math.max(0, items.length - 1));
  const item = items[at];
  const choose = (index: number) => {
    setChosen(index);
    setEntered(false);
  };
  const enter = () => (waiting ? setEntered(true) : item && open(item));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of the waiting opens what was asked for
  useEffect(() => {
    if (!entered || waiting) return;
    setEntered(false);
    if (item) open(item);
  }, [entered, waiting]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (event.nativeEvent.isComposing || (!move && event.key !== 'Enter')) return;
    event.preventDefault();
    if (!move) enter();
    else if (item) choose(move(at, items.length));
  };
  return { at, choose, enter, onKeyDown };
}

type FailedProps = { query: ReturnType<typeof useFound>; field: RefObject<HTMLInputElement | null> };

function Failed({ query, field }: FailedProps) {
  const retry = () => {
    // The button goes, and takes the focus with it.
    field.current?.focus();
    void query.refetch();
  };
  return <ErrorState error={query.error} onRetry={retry} />;
}

export function Palette({ early, onClose, onShortcuts }: PaletteProps) {
  const styles = useStyles();
  const list = useId();
  const navigate = useNavigate();
  const { staff } = useSignedIn();
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // What was typed between the first rendering and this moment, from which on the palette takes the keys itself.
  useLayoutEffect(() => setTyped(early.current ?? ''), [early]);
  const { query, groups, text, waiting } = useResults(typed);
  useReturnFocus();
  const items = groups.flatMap((group) => group.items);
  const open = (item: Item) => {
    if (item.to === SHORTCUT_SHEET) return onShortcuts();
    keepRecent(staff.id, item);
    onClose();
    void navigate(item.to);
  };
  const { at, choose, enter, onKeyDown } = useChoice(items, waiting, open);
  const type = (next: (before: string) => string) => {
    setTyped(next);
    choose(0);
  };
  useTypingAnywhere((key) => {
    field.current?.focus();
    if (key === 'Enter') enter();
    else type((before) => before + key);
  });
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface aria-label="Search" className={styles.surface}>
        <DialogBody>
          <DialogContent className={styles.content}>
            <div className={styles.row}>
              <Input
                ref={(element) => {
                  field.current = element;
                }}
                className={styles.input}
                size="large"
                role="combobox"
                aria-label="Search everything"
                aria-expanded={items.length > 0}
                aria-controls={list}
                aria-autocomplete="list"
                aria-activedescendant={items.length > 0 ? optionId(list, at) : undefined}
                placeholder="Search"
                autoComplete="off"
                maxLength={LIMITS.search}
                contentBefore={<Search20Regular />}
                value={typed}
                onChange={(_, { value }) => type(() => value)}
                onKeyDown={onKeyDown}
              />
              <Button
                appearance="subtle"
                icon={<Dismiss20Regular />}
                aria-label="Close search"
                onClick={onClose}
              />
            </div>
            <div role="status" className={styles.status}>
              {statusOf(items.length, text, waiting)}
            </div>
            {query.isError && <Failed query={query} field={field} />}
            <ResultList id={list} groups={groups} chosen={at} onChoose={choose} onOpen={open} />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
