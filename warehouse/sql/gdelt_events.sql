-- gdelt_events: events in the columns of GDELT 2.0's event table, as far as they can be filled honestly (docs/dataset-views.md).
-- One row an event of PLOVER's 16 types that took place, copies of one agency story counted and not repeated.
CREATE OR REPLACE VIEW gdelt_events AS
WITH iso AS (  -- ISO 3166-1 alpha-2 to alpha-3
    SELECT left(pair, 2) AS iso2, right(pair, 3) AS iso3
    FROM (SELECT unnest(string_split('ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE', ' ')) AS pair)
), copies AS (
    SELECT coalesce(duplicate_of, article_id) AS article_id, count(*) AS n_articles, count(DISTINCT coalesce(outlet, source)) AS n_sources
    FROM articles GROUP BY ALL
), told AS (
    -- who: the first actor, and the first recipient; where all sides act (a meeting), the second actor
    SELECT e.*, e.actors[1] AS one, coalesce(e.recipients[1], e.actors[2]) AS two,
           -- when: the day told with the event, else the day of publication, as GDELT does
           coalesce(try_cast(e.date AS DATE), a.published_at::DATE, e.ingest_date) AS day,
           a.ingested_at, coalesce(a.url, a.source_uri) AS address, a.article_id AS story
    FROM events e JOIN articles a USING (article_id)
    WHERE e.cameo_root IS NOT NULL AND e.status IN ('happened', 'historical') AND a.duplicate_of IS NULL
)
SELECT t.event_id AS GlobalEventID,
       strftime(t.day, '%Y%m%d')::INTEGER AS "Day",
       strftime(t.day, '%Y%m')::INTEGER AS MonthYear,
       year(t.day)::INTEGER AS "Year",
       round(year(t.day) + (month(t.day) * 30 + day(t.day)) / 365.0, 4)::DOUBLE AS FractionDate,
       nullif(coalesce(c1.iso3, '') || coalesce(s1.code, ''), '') AS Actor1Code,
       t.one.name AS Actor1Name,
       c1.iso3 AS Actor1CountryCode,
       s1.code AS Actor1Type1Code,
       nullif(coalesce(c2.iso3, '') || coalesce(s2.code, ''), '') AS Actor2Code,
       t.two.name AS Actor2Name,
       c2.iso3 AS Actor2CountryCode,
       s2.code AS Actor2Type1Code,
       (t.sentence <= 1)::INTEGER AS IsRootEvent,
       t.cameo_root AS EventRootCode,
       t.quad_code AS QuadClass,
       n.n_sources::INTEGER AS NumSources,
       n.n_articles::INTEGER AS NumArticles,
       coalesce(p.name_latin, t.place) AS ActionGeo_Fullname,
       p.latitude AS ActionGeo_Lat,
       p.longitude AS ActionGeo_Long,
       strftime(t.ingested_at, '%Y%m%d%H%M%S')::BIGINT AS DATEADDED,
       t.address AS SOURCEURL
FROM told t
JOIN copies n ON n.article_id = t.story
LEFT JOIN iso c1 ON c1.iso2 = t.one.country
LEFT JOIN iso c2 ON c2.iso2 = t.two.country
-- sectors that CAMEO has as actor types
LEFT JOIN (VALUES ('GOV'), ('MIL'), ('COP'), ('SPY'), ('JUD'), ('LEG'), ('REB'), ('UAF'), ('CRM'), ('OPP'), ('MED'), ('BUS'), ('EDU'), ('HLH'), ('NGO'), ('LAB'), ('CVL')) s1(code) ON s1.code = t.one.sector
LEFT JOIN (VALUES ('GOV'), ('MIL'), ('COP'), ('SPY'), ('JUD'), ('LEG'), ('REB'), ('UAF'), ('CRM'), ('OPP'), ('MED'), ('BUS'), ('EDU'), ('HLH'), ('NGO'), ('LAB'), ('CVL')) s2(code) ON s2.code = t.two.sector
LEFT JOIN entities p ON p.entity_id = t.place_id;
COMMENT ON VIEW gdelt_events IS 'Events in the columns of the GDELT 2.0 event table (those that can be filled honestly)';
COMMENT ON COLUMN gdelt_events.GlobalEventID IS 'events.event_id (GDELT: a number)';
COMMENT ON COLUMN gdelt_events."Day" IS 'Day of the event as YYYYMMDD: the date told with it, else the day of publication, else of ingestion';
COMMENT ON COLUMN gdelt_events.MonthYear IS 'Month of the event as YYYYMM';
COMMENT ON COLUMN gdelt_events."Year" IS 'Year of the event';
COMMENT ON COLUMN gdelt_events.FractionDate IS 'Year and its elapsed share, (month * 30 + day) / 365';
COMMENT ON COLUMN gdelt_events.Actor1Code IS 'Country and type codes of the first actor, one after the other';
COMMENT ON COLUMN gdelt_events.Actor1Name IS 'First actor, in Arabic';
COMMENT ON COLUMN gdelt_events.Actor1CountryCode IS 'Country of the first actor, ISO 3166-1 alpha-3';
COMMENT ON COLUMN gdelt_events.Actor1Type1Code IS 'CAMEO type of the first actor (GOV, MIL, REB, …)';
COMMENT ON COLUMN gdelt_events.Actor2Code IS 'Country and type codes of the second actor';
COMMENT ON COLUMN gdelt_events.Actor2Name IS 'First recipient, else the second actor of a mutual event';
COMMENT ON COLUMN gdelt_events.Actor2CountryCode IS 'Country of the second actor, ISO 3166-1 alpha-3';
COMMENT ON COLUMN gdelt_events.Actor2Type1Code IS 'CAMEO type of the second actor';
COMMENT ON COLUMN gdelt_events.IsRootEvent IS '1 when told in the title or the first sentence';
COMMENT ON COLUMN gdelt_events.EventRootCode IS 'CAMEO root code';
COMMENT ON COLUMN gdelt_events.QuadClass IS '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict';
COMMENT ON COLUMN gdelt_events.NumSources IS 'Outlets that carried the article or a copy of it';
COMMENT ON COLUMN gdelt_events.NumArticles IS 'The article and its copies';
COMMENT ON COLUMN gdelt_events.ActionGeo_Fullname IS 'Place of the event, in Latin letters where known, else in Arabic';
COMMENT ON COLUMN gdelt_events.ActionGeo_Lat IS 'Latitude of the place';
COMMENT ON COLUMN gdelt_events.ActionGeo_Long IS 'Longitude of the place';
COMMENT ON COLUMN gdelt_events.DATEADDED IS 'When the article was taken in (UTC, YYYYMMDDHHMMSS)';
COMMENT ON COLUMN gdelt_events.SOURCEURL IS 'Address of the article, else the file it came from';
