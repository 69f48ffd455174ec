/** Listens to the keys of the portal, and opens the search and the list of the keys. Both are loaded when first opened. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Search20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession, useSignedIn } from '../session/current.ts';
import { type Effect, MOD, type Press, shortcutReader, shortcutsOn } from './shortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('../features/search/Palette.tsx')).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./ShortcutSheet.tsx')).ShortcutSheet }));

const useStyles = makeStyles({
  button: { minWidth: '40px', marginInlineStart: 'auto' },
  hint: {
    marginInlineStart: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightRegular,
    '@media (max-width: 767px)': { display: 'none' },
  },
  word: { '@media (max-width: 479px)': { display: 'none' } },
});

const DIALOG = '[role="dialog"], [role="alertdialog"]';
const TYPING =
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"], [role="slider"]';

function pressOf(event: KeyboardEvent): Press {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target, timeStamp } = event;
  const command = MOD === '⌘' ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  const field = target instanceof Element && target.closest(TYPING) !== null;
  return {
    key,
    at: timeStamp,
    command: command && !altKey && !shiftKey,
    modified: ctrlKey || metaKey || altKey,
    taken: field || document.querySelector(DIALOG) !== null,
  };
}

/** The links and buttons by which the rows of the page's lists are opened. */
const rowOpeners = (): HTMLElement[] =>
  [...document.querySelectorAll('#main [data-row]')].flatMap((row) => {
    const opener = row.querySelector('a[href], button');
    return opener instanceof HTMLElement ? [opener] : [];
  });

function moveRow(step: 1 | -1): void {
  const openers = rowOpeners();
  const row = document.activeElement?.closest('[data-row]');
  const at = openers.findIndex((opener) => row?.contains(opener));
  const next = at < 0 ? (step === 1 ? 0 : openers.length - 1) : at + step;
  openers[next]?.focus();
}

function openRow(): void {
  const row = document.activeElement?.closest('[data-row]');
  rowOpeners()
    .find((opener) => row?.contains(opener))
    ?.click();
}

/** The button that saves the form of the page or of the open dialog; false when there is none. */
function save(): boolean {
  const within = [...document.querySelectorAll(DIALOG)].at(-1) ?? document;
  const button = within.querySelector<HTMLElement>('[data-saves]');
  button?.click();
  return button !== null;
}

type Opened = 'search' | 'help' | undefined;

/** Does what a shortcut says; answers whether there was something to do. */
function useEffects(open: (what: Opened) => void) {
  const navigate = useNavigate();
  const openOver = (what: Opened) => document.querySelector(DIALOG) === null && open(what);
  return (effect: Effect): boolean => {
    if (effect.kind === 'save') return save();
    if (effect.kind === 'go') void navigate(effect.to);
    if (effect.kind === 'search' || effect.kind === 'help') openOver(effect.kind);
    if (effect.kind === 'next') moveRow(1);
    if (effect.kind === 'previous') moveRow(-1);
    if (effect.kind === 'open') openRow();
    return true;
  };
}

/** The button of the search in the header, with the keys that open it. */
export function SearchButton() {
  const styles = useStyles();
  const { status } = useSession();
  const { staff, can } = useSignedIn();
  const [opened, setOpened] = useState<Opened>();
  const act = useEffects(setOpened);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys change with the person and the session only
  useEffect(() => {
    if (status !== 'signed-in') return;
    const read = shortcutReader(can, () => shortcutsOn(staff.id));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const effect = read(pressOf(event));
      if (effect && act(effect)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [status, staff.id, staff.role]);
  const close = () => setOpened(undefined);
  return (
    <>
      <Button
        className={styles.button}
        appearance="subtle"
        icon={<Search20Regular />}
        aria-label="Search"
        aria-keyshortcuts={`${MOD === '⌘' ? 'Meta' : 'Control'}+K`}
        onClick={() => setOpened('search')}
      >
        <span className={styles.word}>Search</span>
        <kbd className={styles.hint}>{MOD} K</kbd>
      </Button>
      <Suspense>
        {opened === 'search' && <Palette onClose={close} onShortcuts={() => setOpened('help')} />}
        {opened === 'help' && <ShortcutSheet onClose={close} />}
      </Suspense>
    </>
  );
}
