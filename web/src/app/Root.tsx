/** What both entries stand on: style renderer, theme and font. */
import '@fontsource-variable/inter/wght.css';
import './base.css';
import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { type ReactNode, StrictMode, useLayoutEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useMedia } from '../shared/layout/breakpoints.ts';
import { useTheme } from '../shared/layout/theme-choice.ts';
import { darkTheme, lightTheme } from './theme.ts';

const minWidth = (media: string) => Number(/min-width:\s*(\d+)/.exec(media)?.[1] ?? 0);

/** Griffel sorts media queries by name; by width, the wider one wins. */
const renderer = createDOMRenderer(document, {
  compareMediaQueries: (a, b) => minWidth(a) - minWidth(b) || (a < b ? -1 : 1),
});

function Themed({ children }: { children: ReactNode }) {
  const { dark: wanted } = useTheme();
  // Print is white whatever the screen is.
  const printing = useMedia('print');
  const dark = wanted && !printing;
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={dark ? darkTheme : lightTheme}>{children}</FluentProvider>
    </RendererProvider>
  );
}

/** Puts a page into the document. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The document has no #root.');
  createRoot(root).render(
    <StrictMode>
      <Themed>{page}</Themed>
    </StrictMode>,
  );
}
