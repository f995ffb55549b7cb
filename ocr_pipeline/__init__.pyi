from ocr_pipeline.engines.registry import build_kit as build_kit
from ocr_pipeline.errors import PipelineError as PipelineError
from ocr_pipeline.model.document import Document as Document
from ocr_pipeline.model.report import CheckedReport as CheckedReport
from ocr_pipeline.options import DEFAULTS as DEFAULTS
from ocr_pipeline.options import Options as Options
from ocr_pipeline.options import load_options as load_options
from ocr_pipeline.pipeline import open_pages as open_pages
from ocr_pipeline.pipeline import read_report as read_report
from ocr_pipeline.pipeline import see_page as see_page
from ocr_pipeline.pipeline import understand as understand
from ocr_pipeline.schema.catalog import load_schema as load_schema

__version__: str
__all__: list[str]
