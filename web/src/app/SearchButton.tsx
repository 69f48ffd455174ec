/** Listens to the keys of the portal, and opens the search and the list of the keys. Both are loaded when first opened. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Search20Regular } from '@fluentui/react-icons';
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession, useSignedIn } from '../session/current.ts';
import { type Effect, MOD, type Press, shortcutReader, shortcutsOn } from './shortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('../features/search/Palette.tsx')).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./ShortcutSheet.tsx')).ShortcutSheet }));

const useStyles = makeStyles({
  button: { minWidth: '40px', marginInlineStart: 'auto' },
  // Drawn, not written: it is no part of the button's name, and aria-keyshortcuts says it.
  hint: {
    '::after': { content: `"${MOD} K"` },
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

/** Keeps a typed character for the palette that is being loaded; answers whether it did. */
function isKept({ key, modified, taken }: Press, early: RefObject<string | undefined>): boolean {
  if (early.current === undefined || taken || modified || key.length !== 1) return false;
  early.current += key;
  return true;
}

/**
 * Follows the keys. What is typed while the palette is still being loaded is kept for it, so that no key is lost or
 * taken for a shortcut; undefined while nothing waits for it.
 */
function useKeys(open: (what: Opened) => void) {
  const { status } = useSession();
  const { staff, can } = useSignedIn();
  const early = useRef<string>(undefined);
  const act = useEffects(open);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys change with the person and the session only
  useEffect(() => {
    if (status !== 'signed-in') return;
    const read = shortcutReader(can, () => shortcutsOn(staff.id));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const press = pressOf(event);
      const effect = early.current === undefined || press.taken ? read(press) : undefined;
      if (effect ? act(effect) : isKept(press, early)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [status, staff.id, staff.role]);
  return early;
}

/** The button of the search in the header, with the keys that open it. */
export function SearchButton() {
  const styles = useStyles();
  const [opened, setOpened] = useState<Opened>();
  const show = (what: Opened) => {
    early.current = what === 'search' ? '' : undefined;
    setOpened(what);
  };
  const early = useKeys(show);
  const close = () => show(undefined);
  return (
    <>
      <Button
        className={styles.button}
        appearance="subtle"
        icon={<Search20Regular />}
        aria-label="Search"
        aria-keyshortcuts={`${MOD === '⌘' ? 'Meta' : 'Control'}+K`}
        onClick={() => show('search')}
      >
        <span className={styles.word}>Search</span>
        <span className={styles.hint} />
      </Button>
      <Suspense>
        {opened === 'search' && <Palette early={early} onClose={close} onShortcuts={() => show('help')} />}
        {opened === 'help' && <ShortcutSheet onClose={close} />}
      </Suspense>
    </>
  );
}
