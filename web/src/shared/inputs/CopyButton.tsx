/** Copies a text and says so, to eyes and to screen readers. */
import { Button } from '@fluentui/react-components';
import { Checkmark20Regular, Copy20Regular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useToasts } from '../layout/toasts.tsx';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const toasts = useToasts();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      toasts.say('Copied');
    } catch {
      toasts.error('The browser did not let us copy', new Error('clipboard'));
    }
  };
  return (
    <Button icon={copied ? <Checkmark20Regular /> : <Copy20Regular />} onClick={() => void copy()}>
      {copied ? 'Copied' : label}
    </Button>
  );
}
