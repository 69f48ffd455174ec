/** The clinic's look as Fluent themes: brand ramp, type scale, radius, motion, and colours with enough contrast. */
import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
} from '@fluentui/react-components';

/** The brand colour #4A90E2 is step 100; step 80 carries white text at 5.2:1. */
const brand: BrandVariants = {
  10: '#000F26',
  20: '#001A3A',
  30: '#00264E',
  40: '#003265',
  50: '#033F7A',
  60: '#104D8D',
  70: '#1B5A9E',
  80: '#2B6EBA',
  90: '#377FD0',
  100: '#4A90E2',
  110: '#6BA5EA',
  120: '#86B6F1',
  130: '#9EC6F7',
  140: '#B7D6FC',
  150: '#D1E5FE',
  160: '#E7F1FE',
};

const form: Partial<Theme> = {
  fontFamilyBase: "'Inter Variable', Roboto, 'Segoe UI', system-ui, sans-serif",
  borderRadiusMedium: '8px',
  borderRadiusLarge: '8px',
  borderRadiusXLarge: '12px',
  fontSizeBase500: '18px',
  lineHeightBase200: '18px',
  lineHeightBase300: '21px',
  lineHeightBase400: '24px',
  lineHeightBase500: '27px',
  lineHeightBase600: '36px',
  durationFaster: '300ms',
  durationFast: '300ms',
  durationNormal: '300ms',
  durationGentle: '300ms',
  durationSlow: '300ms',
};

type Meaning = { fill: string; text: string; tint: string };

/** Teal, red and yellow are fills beside a word; their text shades reach 4.5:1 on their tints. */
const meanings = (success: Meaning, danger: Meaning, warning: Meaning): Partial<Theme> => ({
  colorStatusSuccessBackground1: success.tint,
  colorStatusSuccessBackground3: success.fill,
  colorStatusSuccessBorder1: success.fill,
  colorStatusSuccessForeground1: success.text,
  colorStatusSuccessForeground3: success.text,
  colorStatusDangerBackground1: danger.tint,
  colorStatusDangerBackground3: danger.fill,
  colorStatusDangerBorder1: danger.fill,
  colorStatusDangerForeground1: danger.text,
  colorStatusDangerForeground3: danger.text,
  colorPaletteRedForeground1: danger.text,
  colorPaletteRedForeground3: danger.text,
  colorPaletteRedBorder2: danger.text,
  colorStatusWarningBackground1: warning.tint,
  colorStatusWarningBackground3: warning.fill,
  colorStatusWarningBorder1: warning.fill,
  colorStatusWarningForeground1: warning.text,
  colorStatusWarningForeground3: warning.text,
});

export const lightTheme: Theme = {
  ...createLightTheme(brand),
  ...form,
  ...meanings(
    { fill: '#00BFA5', text: '#00695C', tint: '#E0F7F3' },
    { fill: '#FF6B6B', text: '#B3261E', tint: '#FFECEC' },
    { fill: '#FFD700', text: '#6B5200', tint: '#FFF8D6' },
  ),
  colorNeutralForeground1: '#333333',
  colorNeutralForeground2: '#454545',
  colorNeutralForeground3: '#5C5C5C',
  colorNeutralBackground2: '#F4F6F8',
  colorNeutralBackground3: '#F4F6F8',
  colorBrandForegroundLink: brand[70],
  colorBrandForegroundLinkHover: brand[60],
  colorBrandForegroundLinkPressed: brand[40],
};

export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  ...form,
  ...meanings(
    { fill: '#00BFA5', text: '#5FE0CD', tint: '#0C3B35' },
    { fill: '#FF6B6B', text: '#FFB1AC', tint: '#4A1F1F' },
    { fill: '#FFD700', text: '#FFE27A', tint: '#423600' },
  ),
  colorBrandForeground1: brand[110],
  colorBrandForegroundLink: brand[110],
  colorBrandForegroundLinkHover: brand[120],
  colorBrandForegroundLinkPressed: brand[100],
  colorCompoundBrandForeground1: brand[110],
  colorCompoundBrandForeground1Hover: brand[120],
  colorCompoundBrandForeground1Pressed: brand[100],
};
