/** A QR code, drawn here as one path: nothing leaves the page. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { encodeQR } from 'qr';

/** ISO/IEC 18004: four light modules around the code. */
const QUIET_ZONE = 4;

const useStyles = makeStyles({
  // Readers expect dark on light in every theme.
  code: { width: '184px', height: '184px', backgroundColor: '#fff', borderRadius: tokens.borderRadiusMedium },
});

export function QrCode({ text, label }: { text: string; label: string }) {
  const styles = useStyles();
  const rows = encodeQR(text, 'raw', { border: QUIET_ZONE });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
