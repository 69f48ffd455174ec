/** Links and buttons that go to another page of the portal: real addresses that open in a new tab too. */
import { Button, type ButtonProps, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { MouseEvent, ReactNode } from 'react';
import { type LinkProps, Link as RouterLink, useHref, useLinkClickHandler } from 'react-router';

const useStyles = makeStyles({
  link: {
    color: tokens.colorBrandForegroundLink,
    textDecorationLine: 'none',
    fontWeight: tokens.fontWeightSemibold,
    borderRadius: tokens.borderRadiusSmall,
    transitionProperty: 'color',
    transitionDuration: tokens.durationSlow,
    ':hover': { color: tokens.colorBrandForegroundLinkHover, textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});

export function AppLink({ className, ...props }: LinkProps) {
  return <RouterLink {...props} className={mergeClasses(useStyles().link, className)} />;
}

type LinkButtonProps = {
  to: string;
  appearance?: NonNullable<ButtonProps['appearance']>;
  size?: NonNullable<ButtonProps['size']>;
  icon?: NonNullable<ButtonProps['icon']>;
  children: ReactNode;
  /** What else happens, such as closing the menu that it stands in. */
  onGo?: () => void;
};

export function LinkButton({ to, children, onGo, ...look }: LinkButtonProps) {
  const href = useHref(to);
  const go = useLinkClickHandler<HTMLAnchorElement>(to);
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    onGo?.();
    go(event);
  };
  return (
    <Button as="a" href={href} onClick={onClick} {...look}>
      {children}
    </Button>
  );
}

export function MailLink({ email }: { email: string }) {
  return (
    <a className={useStyles().link} href={`mailto:${email}`}>
      <bdi>{email}</bdi>
    </a>
  );
}

export function PhoneLink({ phone }: { phone: string }) {
  return (
    <a className={useStyles().link} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
      <bdi>{phone}</bdi>
    </a>
  );
}
