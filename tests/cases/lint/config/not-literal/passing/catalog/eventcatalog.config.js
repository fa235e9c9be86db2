export default {
  dependencies: { services: [{ id: 'Billing' }] },
};
