/** Short messages in the corner: successes leave by themselves, errors stay until they are closed. */
import {
  Button,
  Toast,
  ToastBody,
  Toaster,
  ToastTitle,
  ToastTrigger,
  useToastController,
} from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons';
import { useMemo } from 'react';
import { detailOf } from '../api/problem.ts';

const TOASTER = 'clinic-toaster';

export const Toasts = () => <Toaster toasterId={TOASTER} position="bottom-end" limit={3} pauseOnHover />;

export type ToastActions = {
  success: (text: string) => void;
  error: (title: string, error: unknown) => void;
};

export function useToasts(): ToastActions {
  const { dispatchToast } = useToastController(TOASTER);
  return useMemo(
    () => ({
      success: (text) =>
        dispatchToast(
          <Toast>
            <ToastTitle>{text}</ToastTitle>
          </Toast>,
          { intent: 'success', timeout: 5000, politeness: 'polite' },
        ),
      error: (title, error) =>
        dispatchToast(
          <Toast>
            <ToastTitle
              action={
                <ToastTrigger>
                  <Button
                    appearance="transparent"
                    size="small"
                    icon={<Dismiss16Regular />}
                    aria-label="Close"
                  />
                </ToastTrigger>
              }
            >
              {title}
            </ToastTitle>
            <ToastBody>{detailOf(error)}</ToastBody>
          </Toast>,
          { intent: 'error', timeout: -1, politeness: 'assertive' },
        ),
    }),
    [dispatchToast],
  );
}
