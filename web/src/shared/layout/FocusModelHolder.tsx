/** Uses Fluent's focus model and shows nothing. */
import { useFocusFinders } from '@fluentui/react-components';

export function FocusModelHolder() {
  useFocusFinders();
  return null;
}
