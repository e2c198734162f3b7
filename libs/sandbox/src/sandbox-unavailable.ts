import { ConfigError } from '@codex-pro/runtime';

/** What to type so that there is a sandbox. */
export function sandboxFix(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'linux') {
    return 'Install it: sudo apt-get install -y bubblewrap socat ripgrep (or your distribution’s packages of these names). On Ubuntu 24.04 and later user namespaces must be allowed for bwrap too: sudo apt-get install -y apparmor-profiles && sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo systemctl reload apparmor.';
  }
  if (platform === 'darwin') return 'Install ripgrep: brew install ripgrep.';
  return 'Run codex-pro in Linux, in macOS or in WSL 2: there is no sandbox for this system.';
}

/** Commands cannot be confined here; nothing was run. */
export function sandboxUnavailable(why: string): ConfigError {
  return new ConfigError(
    'sandbox_unavailable',
    `No sandbox works on this machine, so no command was run: ${why}`,
    {
      hint: sandboxFix(),
    },
  );
}
