/** Shapes characters by HarfBuzz, as browsers do: joined, reordered and with their marks in place. */
import * as fontkit from 'fontkit';
import * as harfbuzz from 'harfbuzzjs';

/**
 * A font that places its characters by HarfBuzz. Glyphs and embedding stay with fontkit, whose own shaping fails on some
 * Indic fonts (an anchor that a font leaves out).
 */
export function shapedFont(bytes: Uint8Array): fontkit.Font {
  const shaper = new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(exactBuffer(bytes))));
  return Object.create(fontkit.create(bytes), {
    layout: {
      value(this: fontkit.Font, text: string): fontkit.GlyphRun {
        return shape(this, shaper, text);
      },
    },
  });
}

/** The glyphs of a text from left to right, in units of the font; each carries the characters that it is read as. */
function shape(font: fontkit.Font, shaper: harfbuzz.Font, text: string): fontkit.GlyphRun {
  const buffer = new harfbuzz.Buffer();
  buffer.setClusterLevel(harfbuzz.ClusterLevel.MONOTONE_CHARACTERS);
  buffer.addText(text);
  buffer.guessSegmentProperties();
  harfbuzz.shape(shaper, buffer);
  const infos = buffer.getGlyphInfos();
  const texts = textsOf(
    text,
    infos.map(({ cluster }) => cluster),
  );
  const positions = buffer.getGlyphPositions();
  return {
    glyphs: infos.map(({ codepoint: glyph }, index) => font.getGlyph(glyph, texts[index] ?? [])),
    positions,
    // pdfkit scales the positions in place, and then asks for their sum.
    get advanceWidth() {
      return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    },
  };
}

/** The characters of each glyph: those of its cluster for the first of the cluster's glyphs, none for the others. */
function textsOf(text: string, clusters: readonly number[]): number[][] {
  const starts = [...new Set(clusters), text.length].toSorted((one, other) => one - other);
  return clusters.map((cluster, index) => {
    if (clusters.indexOf(cluster) !== index) return [];
    const end = starts[starts.indexOf(cluster) + 1] ?? text.length;
    return [...text.slice(cluster, end)].map((character) => character.codePointAt(0) ?? 0);
  });
}

/** A copy that shares no memory with other buffers. */
const exactBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
