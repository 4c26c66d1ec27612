-- A copy for tests calls nobody, and holds no keys.
UPDATE credit_webhook
   SET active = FALSE, secret_kept = NULL, callback_secret_kept = NULL, url = 'https://neutralized.invalid/';
UPDATE credit_webhook_message SET state = 'canceled', next_try = NULL WHERE state IN ('pending', 'parked');
