/** The description of the server as a service, for the service manager of each system. */

export type ServiceDescription = {
  /** The program's folder. */
  root: string;
  node: string;
  home: string;
  /** Folders that the server writes: settings, data, backups. */
  writes: readonly string[];
};

export const SERVICE_USER = 'clinic-billing';
export const UNIT_FILE = '/etc/systemd/system/clinic-billing.service';

/** A systemd unit: its own user, and no right but to open low ports and to write its own folders. */
export function systemdUnit({ root, node, home, writes }: ServiceDescription): string {
  const isInHome = [root, home, ...writes].some((path) => /^\/(home|root)(\/|$)/.test(path));
  return `[Unit]
Description=Clinic Billing
After=network-online.target time-sync.target
Wants=network-online.target

[Service]
Type=exec
User=${SERVICE_USER}
Group=${SERVICE_USER}
WorkingDirectory=${root}
ExecStart=${quoted(node)} ${quoted(`${root}/infra/server/serve.ts`)} --home ${quoted(home)}
Restart=on-failure
RestartSec=5
TimeoutStartSec=300
TimeoutStopSec=120
KillMode=mixed
UMask=0077
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${writes.map(quoted).join(' ')}
ProtectHome=${isInHome ? 'no' : 'yes'}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`;
}

const quoted = (text: string): string =>
  /^[\w./@:-]+$/.test(text) ? text : `"${text.replace(/(["\\])/g, '\\$1')}"`;

/** A launchd daemon for macOS. */
export function launchdPlist({ root, node, home }: ServiceDescription): string {
  const strings = [node, `${root}/infra/server/serve.ts`, '--home', home].map(
    (text) => `    <string>${escaped(text)}</string>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>clinic-billing</string>
  <key>ProgramArguments</key>
  <array>
${strings.join('\n')}
  </array>
  <key>WorkingDirectory</key><string>${escaped(root)}</string>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ExitTimeOut</key><integer>120</integer>
  <key>Umask</key><integer>63</integer>
</dict>
</plist>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** PowerShell that registers a task which starts with Windows and is started again when it fails. */
export function windowsTask({ root, node, home }: ServiceDescription): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return `$action = New-ScheduledTaskAction -Execute ${text(node)} -WorkingDirectory ${text(root)} -Argument ${text(`"${root}\\infra\\server\\serve.ts" --home "${home}"`)}
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit 0
$account = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\\LOCAL SERVICE' -LogonType ServiceAccount
Register-ScheduledTask -TaskName 'Clinic Billing' -Action $action -Trigger $trigger -Settings $settings -Principal $account
icacls ${text(home)} /inheritance:r /grant 'LOCAL SERVICE:(OI)(CI)F' 'Administrators:(OI)(CI)F'
`;
}
