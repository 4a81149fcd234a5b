-- A source with its bounds under the names that all dated tables share.
SELECT
    s.ordinal, s.source_id, s.odd_days,
    s.published_earliest AS date_earliest,
    s.published_latest AS date_latest,
    'within' AS date_type,
    s.published AS date
FROM sources AS s
