/** The texts of the page that checks a document, which no other page of patients loads. */
import { CATALOGUE, useMessages } from './language.ts';

const en = {
  title: 'Check a document',
  hint: 'Enter the check code from the foot of the document, or choose its PDF file. The file stays on your device: only its fingerprint is sent.',
  code: 'Check code',
  file: 'PDF file',
  check: 'Check',
  genuine: 'This document is genuine',
  unknown: 'This clinic has not issued such a document',
  failed: 'The check did not work. Please try again.',
  compare: 'Compare this with the document that you have.',
  kind: 'Document',
  number: 'Number',
  kinds: {
    invoice: 'Invoice',
    receipt: 'Receipt',
    superbill: 'Superbill',
    credit_note: 'Credit note',
    refund: 'Refund confirmation',
    statement: 'Statement of account',
    aging_report: 'Aging report',
    certificate: 'Certificate of numbers',
  },
};

const es: typeof en = {
  title: 'Verificar un documento',
  hint: 'Introduzca el código de verificación del pie del documento o elija su archivo PDF. El archivo no sale de su dispositivo: solo se envía su huella.',
  code: 'Código de verificación',
  file: 'Archivo PDF',
  check: 'Verificar',
  genuine: 'Este documento es auténtico',
  unknown: 'Esta clínica no ha emitido tal documento',
  failed: 'La verificación no ha funcionado. Inténtelo de nuevo.',
  compare: 'Compárelo con el documento que tiene.',
  kind: 'Documento',
  number: 'Número',
  kinds: {
    invoice: 'Factura',
    receipt: 'Recibo',
    superbill: 'Factura detallada para el seguro',
    credit_note: 'Nota de crédito',
    refund: 'Confirmación de reembolso',
    statement: 'Extracto de cuenta',
    aging_report: 'Informe de antigüedad de saldos',
    certificate: 'Certificado de numeración',
  },
};

/** In the language of the page. */
export const useVerifyMessages = (): typeof en => (useMessages() === CATALOGUE.es ? es : en);
