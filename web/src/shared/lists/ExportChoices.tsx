/** The menu of the files that a page can be exported to. */
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';

export type ExportChoice = {
  label: string;
  /** Under `/api/v1/`. */
  path: string;
  /** Those of the screen; what is undefined is left out. */
  filters: Readonly<Record<string, string | undefined>>;
  /** What the file is called when the server gives it no name. */
  file: string;
};

export type ExportChoicesProps = {
  choices: readonly ExportChoice[];
  busy: boolean;
  label: string;
  onChoose: (choice: ExportChoice) => void;
};

export function ExportChoices({ choices, busy, label, onChoose }: ExportChoicesProps) {
  return (
    <Menu defaultOpen>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={<ArrowDownload20Regular />} disabledFocusable={busy}>
          {label}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {choices.map((choice) => (
            <MenuItem key={choice.label} onClick={() => onChoose(choice)}>
              {choice.label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
