import { expect, test } from 'vitest';
import { caddyfile, nginxConf } from './proxy-examples.ts';
import { serviceText } from './service.ts';
import { systemdUnit } from './unit.ts';

const description = {
  root: '/opt/clinic-billing',
  node: '/opt/clinic-billing/node_modules/node/bin/node',
  home: '/etc/clinic-billing',
  writes: ['/etc/clinic-billing', '/var/lib/clinic-billing', '/mnt/backup disk'],
};

test('the unit runs the server as its own user, with no right that it does not need', () => {
  const unit = systemdUnit(description);
  for (const line of [
    'ExecStart=/opt/clinic-billing/node_modules/node/bin/node /opt/clinic-billing/infra/server/serve.ts --home /etc/clinic-billing',
    'User=clinic-billing',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'Restart=on-failure',
    'KillMode=mixed',
    'UMask=0077',
  ])
    expect(unit.split('\n')).toContain(line);
});

test('it writes its own folders and no other, whatever they are called', () => {
  expect(systemdUnit(description)).toContain(
    'ReadWritePaths=/etc/clinic-billing /var/lib/clinic-billing "/mnt/backup disk"\n',
  );
});

test('a program in someone’s home folder stays readable', () => {
  expect(systemdUnit({ ...description, root: '/home/ana/clinic' })).toContain('ProtectHome=no');
});

test.each([
  ['linux', 'ExecStart='],
  ['darwin', '<key>ProgramArguments</key>'],
  ['win32', 'Register-ScheduledTask'],
] as const)('%s gets its own kind of description, with the folder of the settings', (platform, sign) => {
  const text = serviceText(description, platform);
  expect(text).toContain(sign);
  expect(text).toContain('/etc/clinic-billing');
});

test('both proxies send to the web server and replace what a client says of itself', () => {
  const upstream = { host: 'billing.elm.example', address: '127.0.0.1', port: 8080 };
  expect(caddyfile(upstream)).toMatch(
    /reverse_proxy 127\.0\.0\.1:8080 \{[^}]*header_up X-Forwarded-For \{remote_host\}/,
  );
  expect(nginxConf(upstream)).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
  expect(nginxConf(upstream)).toContain('return 308 https://billing.elm.example$request_uri;');
});
